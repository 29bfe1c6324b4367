<?php
// Plays the application around a provisioning module of WHMCS, and prints what each function returned:
// whmcs.php MODULE HOST PORT ACCESS-HASH FUNCTION...
[, $module, $host, $port, $hash] = $argv;
define('WHMCS', true);

function logModuleCall(): void {
}

function update_query(string $table, array $values): void {
}

require $module;

$parameters = [
	'server' => 1,
	'serverid' => 1,
	'serverhostname' => $host,
	'serverport' => $port,
	'serverusername' => '',
	'serverpassword' => '',
	'serveraccesshash' => $hash,
	'username' => 'jane',
	'password' => "it's &secret+%41 \"ü\"",
	'domain' => 'example.org',
	'clientsdetails' => ['email' => 'jane@example.org', 'firstname' => 'Jané', 'lastname' => "O'Neil"],
	'configoption1' => 'default',
	'configoption2' => 'on',
	'configoption3' => '',
];
foreach (array_slice($argv, 5) as $name) {
	echo $name, ': ', json_encode((basename($module, '.php') . "_$name")($parameters)), "\n";
}
