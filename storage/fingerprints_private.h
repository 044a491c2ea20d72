#pragma once

#include "permissions/callee.h"

/** cordon_fingerprints_overlap: whether @callee has a fingerprint of the set that @text, `fingerprints:…`, names. */
gboolean cordon_fingerprints_overlap (const CordonCallee *callee, const char *text);
