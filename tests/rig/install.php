<?php
// Installs WordPress in Thai with one user per role and prints their passwords as JSON. Run by wordpress.py.
define('WP_INSTALLING', true);

function wp_new_blog_notification() // replaces WordPress's own, which sends mail
{
}

require '@directory@/www/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/upgrade.php';

wp_install('สำนักงานเขตพื้นที่การศึกษาตัวอย่าง', 'admin', 'admin@example.org', true, '', 'admin-pass', 'th');
update_option('timezone_string', 'Asia/Bangkok');
update_option('permalink_structure', '/%postname%/');
flush_rewrite_rules(false);
foreach (get_posts(['post_type' => 'any', 'post_status' => 'any', 'numberposts' => -1]) as $sample) { // "Hello world!" and its like
    wp_delete_post($sample->ID, true);
}

$logins = [];
foreach (['admin' => 'administrator', 'editor' => 'editor', 'author' => 'author', 'contributor' => 'contributor'] as $name => $role) {
    $user = get_user_by('login', $name);
    $id = $user ? $user->ID : wp_insert_user([
        'user_login' => $name,
        'user_pass' => "$name-pass",
        'user_email' => "$name@example.org",
        'role' => $role,
    ]);
    [$application_password] = WP_Application_Passwords::create_new_application_password($id, ['name' => 'syncd']);
    $logins[$name] = ['password' => "$name-pass", 'application_password' => WP_Application_Passwords::chunk_password($application_password)];
}
echo json_encode($logins);
