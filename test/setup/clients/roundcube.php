<?php
// Plays the plugin of Roundcube around the panel's driver, and prints what it returned:
// roundcube.php DRIVER HOST PORT OLD-PASSWORD NEW-PASSWORD
[, $driver, $host, $port, $old, $new] = $argv;
define('PASSWORD_SUCCESS', 'PASSWORD_SUCCESS');
define('PASSWORD_ERROR', 'PASSWORD_ERROR');

class rcmail {
	public rcmail $config;
	public static function get_instance(): self {
		$instance = new self();
		$instance->config = $instance;
		return $instance;
	}
	public function get(string $name): string {
		global $host, $port;
		return ['password_hestia_host' => $host, 'password_hestia_port' => $port][$name];
	}
}

require $driver;
$_SESSION = ['username' => 'jane@example.net'];
echo (new rcube_hestia_password())->save($old, $new);
