<?php
// Plays the application around FOSSBilling's server manager, and prints what each function returned:
// fossbilling.php CHECKOUT HOST PORT ID SECRET FUNCTION...

namespace FOSSBilling {
	class Exception extends \Exception {
		public function __construct(string $message, ?array $variables = null, int $code = 0) {
			parent::__construct(strtr($message, $variables ?? []), $code);
		}
	}
	class Logger implements \Psr\Log\LoggerInterface {
		public function info(string $text): void {
		}
		public function error(string $text): void {
		}
	}
}

namespace Psr\Log {
	interface LoggerInterface {
	}
}

namespace Symfony\Contracts\HttpClient {
	interface HttpClientInterface {
	}
}

namespace Symfony\Component\HttpClient {
	// Form fields in, content out; a status of 300 and above is thrown.
	class HttpClient implements \Symfony\Contracts\HttpClient\HttpClientInterface {
		private string $content = '';
		public static function create(): self {
			return new self();
		}
		public function withOptions(array $options): self {
			return $this;
		}
		public function request(string $method, string $url, array $options): self {
			$handle = curl_init($url);
			curl_setopt_array($handle, [
				CURLOPT_CUSTOMREQUEST => $method,
				CURLOPT_POSTFIELDS => http_build_query($options['body'], '', '&'),
				CURLOPT_RETURNTRANSFER => true,
				CURLOPT_SSL_VERIFYPEER => false,
				CURLOPT_SSL_VERIFYHOST => 0,
				CURLOPT_USERAGENT => 'Symfony HttpClient (Curl)',
			]);
			$content = curl_exec($handle);
			$status = curl_getinfo($handle, CURLINFO_RESPONSE_CODE);
			if ($content === false || $status >= 300) {
				throw new \RuntimeException("HTTP status $status");
			}
			$this->content = $content;
			return $this;
		}
		public function getContent(): string {
			return $this->content;
		}
	}
}

namespace {
	[, $checkout, $host, $port, $id, $secret] = $argv;
	define('BIND_TO', '0');

	function __trans(string $text, ?array $variables = null): string {
		return strtr($text, $variables ?? []);
	}

	$library = "$checkout/src/library";
	require "$library/FOSSBilling/Tools.php";
	foreach (['Account', 'Client', 'Exception', 'Package', 'Manager', 'Manager/Hestia'] as $name) {
		require "$library/Server/$name.php";
	}

	$manager = new Server_Manager_Hestia([
		'host' => $host,
		'port' => $port,
		'username' => $id,
		'password' => 'not-sent',
		'accesshash' => $secret,
		'config' => ['tls_verify' => false],
	]);
	$client = (new Server_Client())->setEmail('jane@example.org')->setFullName("Jané O'Neil");
	$package = (new Server_Package())->setName('default');
	$account = (new Server_Account())
		->setUsername('jane')
		->setPassword("it's &secret+%41 \"ü\"")
		->setDomain('example.org')
		->setClient($client)
		->setPackage($package);
	$calls = [
		'testConnection' => fn() => $manager->testConnection(),
		'createAccount' => fn() => $manager->createAccount($account),
		'suspendAccount' => fn() => $manager->suspendAccount($account),
		'unsuspendAccount' => fn() => $manager->unsuspendAccount($account),
		'changeAccountPackage' => fn() => $manager->changeAccountPackage($account, $package),
		'changeAccountPassword' => fn() => $manager->changeAccountPassword($account, 'new &+%'),
		'cancelAccount' => fn() => $manager->cancelAccount($account),
	];
	foreach (array_slice($argv, 6) as $name) {
		try {
			echo $name, ': ', json_encode($calls[$name]()), "\n";
		} catch (\Exception $failure) {
			echo $name, ': ', $failure->getMessage(), "\n";
		}
	}
}
