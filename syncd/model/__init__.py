"""The nouns of the office as frozen values, one module for each station on the way from the folder to the site and back.

office → folder → claim → approval, memo, document → bundle → decision → state → post; each knows only those before it.
"""
