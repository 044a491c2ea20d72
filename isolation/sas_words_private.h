#pragma once

/* The PGP word list: for each octet the word of two syllables for even places and that of three for odd ones. */
extern const char *const cordon_sas_words[256][2];
