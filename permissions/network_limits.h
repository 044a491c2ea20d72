/*
 * What the connections of one document may do on the network, as plain values: the browser process asks the profile for
 * them (permissions/network.h) and hands them to wherever ICE and DTLS run, in whichever process that is.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** CordonAddressMode: RFC 8828 5.2, strictest first. */
typedef enum
{
  CORDON_ADDRESSES_PROXY = 0,      /* mode 4: as 3, and media through the proxy */
  CORDON_ADDRESSES_DEFAULT_PUBLIC, /* mode 3: the default route, no private address */
  CORDON_ADDRESSES_DEFAULT_ROUTE,  /* mode 2: the default route and its own addresses */
  CORDON_ADDRESSES_ALL,            /* mode 1: all interfaces */
} CordonAddressMode;

#define CORDON_N_ADDRESS_MODES 4

/**
 * CordonNetworkLimits: of one connection of one document, at one moment. Zero-filled is the strictest: media through
 * the proxy, no data channels.
 */
typedef struct
{
  CordonAddressMode ceiling; /* the administrator's; CORDON_ADDRESSES_ALL: none */
  gboolean is_private;       /* a private session */
  gboolean device_live;      /* the document uses a camera or microphone that is bound to nobody (E-24) */
  gboolean callee_live;      /* it uses one for the very callee that this connection is for (E-42) */
  gboolean data_channels;    /* beside isolated media as well (C-75) */
} CordonNetworkLimits;

G_END_DECLS
