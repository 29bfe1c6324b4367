<?php
// Played: a page of the panel.
echo 'page for ' . $_SERVER['REMOTE_ADDR'];
