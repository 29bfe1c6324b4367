<?php
// What the panel's pages take from packages, and these tests reach.
namespace Hestiacp\quoteshellarg;

function quoteshellarg(string $argument): string {
	return "'" . str_replace("'", "'\\''", $argument) . "'";
}
