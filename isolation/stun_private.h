#pragma once

#include <glib.h>

/* As much of STUN (RFC 8489) as a consent check needs. */

#define STUN_ID_SIZE 12
#define STUN_BINDING_REQUEST 0x0001
#define STUN_BINDING_INDICATION 0x0011
#define STUN_BINDING_SUCCESS 0x0101
#define STUN_BINDING_ERROR 0x0111

typedef struct
{
  guint type;
  const guint8 *id; /* STUN_ID_SIZE octets of the packet */
  guint error_code;
  gsize integrity_at; /* offset of MESSAGE-INTEGRITY, 0: none */
} CordonStunMessage;

/* Returns: the octets written; 0 where they do not fit. @username may be NULL, @error_code 0. */
gsize cordon_stun_write (guint type, const guint8 id[STUN_ID_SIZE], const char *username, guint error_code,
                         const char *password, guint8 *out, gsize out_size);

/* Reads a whole message; FALSE for anything that is not one. @out borrows from @packet. */
gboolean cordon_stun_read (const guint8 *packet, gsize size, CordonStunMessage *out);

/* Whether MESSAGE-INTEGRITY is there and holds under @password. */
gboolean
cordon_stun_verify (const guint8 *packet, gsize size, const CordonStunMessage *message, const char *password);
