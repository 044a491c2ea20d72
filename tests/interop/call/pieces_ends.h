/* What several tables of pieces say: who offers, who is the server, and what an end is like when all is well. */

#pragma once

#include "tests/interop/call/attacks.h"
#include "tests/interop/call/pieces.h"

#define BOB "bob@idp.example"
#define ALICE "alice@idp.example"

/* A offers; in ordinary use the answerer B is the DTLS client, so A is the server. */
#define A_SERVER "offerer server "
#define A_CLIENT "offerer "
#define B_SERVER "server "

#define FAILED \
  { \
    .state = "failed", .plain = "nothing", .isolated = "nothing", .data = "" \
  }
#define FAILED_BY(number) \
  { \
    .state = "failed", .alert = number, .plain = "nothing", .isolated = "nothing", .data = "" \
  }
#define OPEN \
  { \
    .state = "accessible", .received = "accessible", .plain = "content", .data = "hello" \
  }
#define SHUT \
  { \
    .state = "confidential", .received = "isolated", .plain = "content", .data = "hello" \
  }
#define SHUT_WITH(what) \
  { \
    .state = "confidential", .received = "isolated", .plain = "content", .isolated = what, .data = "hello" \
  }
