/* Tracks of two played sessions, and what each end learns of the other. */

#pragma once

#include "tests/unit/isolation/session_pair.h"

#define BOB 1

static inline CordonCallee *
identity (const char *name)
{
  CordonCallee *callee = cordon_callee_new_identity (name, -1, NULL);

  assert_non_null (callee);
  return callee;
}

static inline CordonLabel
isolated (void)
{
  return cordon_label_new (CORDON_ISOLATION_PEER_IDENTITY, BOB);
}

typedef enum
{
  IDENTITY_ABSENT,
  IDENTITY_PENDING,
  IDENTITY_FAILED,
  IDENTITY_OTHER,
  IDENTITY_EQUAL,
} Knowledge;

static inline void
learn (PairEnd *end, guint8 peer_seed, Knowledge knowledge, const char *name)
{
  const CordonFingerprint attested = pair_certificate (peer_seed);
  g_autoptr (CordonCallee) callee = identity (knowledge == IDENTITY_OTHER ? "mallory@idp.example" : name);

  switch (knowledge)
    {
    case IDENTITY_ABSENT: cordon_session_identity_absent (end->session); break;
    case IDENTITY_PENDING: cordon_session_identity_pending (end->session); break;
    case IDENTITY_FAILED: cordon_session_identity_failed (end->session); break;
    case IDENTITY_OTHER:
    case IDENTITY_EQUAL: cordon_session_identity_validated (end->session, callee, &attested, 1); break;
    }
}

typedef struct
{
  CordonGate *plain;
  CordonGate *isolated;
} Tracks;

static inline Tracks
attach (PairEnd *end, gboolean with_isolated, const char *callee_name)
{
  g_autoptr (CordonCallee) callee = identity (callee_name);
  Tracks tracks = { cordon_session_add_gate (end->session, NULL, cordon_label_readable (), NULL), NULL };

  if (with_isolated)
    tracks.isolated = cordon_session_add_gate (end->session, NULL, isolated (), callee);
  return tracks;
}
