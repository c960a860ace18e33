"""What an officer looks at to decide a held case: its memo's pages as pictures, the places that matter marked."""
