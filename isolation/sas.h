/*
 * Short authentication strings as RFC 6189 renders them: four letters of z-base-32, or two words of the PGP list. Two
 * people read them to each other; nothing in Cordon waits for it (D-42).
 */

#pragma once

#include <glib.h>

#include "permissions/visibility.h"

G_BEGIN_DECLS

/** cordon_sas_to_letters: the leftmost 20 bits of @sas. Returns: (transfer full): four characters. */
CORDON_API char *cordon_sas_to_letters (const guint8 sas[4]);

/** cordon_sas_to_words: the leftmost 16 bits of @sas. Returns: (transfer full): two words with a space between. */
CORDON_API char *cordon_sas_to_words (const guint8 sas[4]);

/**
 * cordon_sas_encode_letters: @n_bits of @data, the last character filled up with zero bits. Returns: (transfer
 * full).
 */
CORDON_API char *cordon_sas_encode_letters (const guint8 *data, gsize n_bits);

/** cordon_sas_get_word: of @octet at an even or odd place, counted from zero. Returns: (transfer none). */
CORDON_API const char *cordon_sas_get_word (guint8 octet, gboolean odd);

G_END_DECLS
