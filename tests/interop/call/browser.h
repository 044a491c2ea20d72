/*
 * The browser process of one end: a profile on disk, a document, a bridge with a chrome whose user says yes,
 * captures, and what the profile says of the network. Its clock may run faster than the wall's.
 */

#pragma once

#include "isolation/keyring.h"
#include "permissions/network.h"
#include "ui-bridge/debug_page.h"

#define BROWSER_ORIGIN "https://site.example"

typedef struct _Browser Browser;

typedef struct
{
  /* getUserMedia() came to a yes; the devices are open. NULL: it did not. */
  void (*captured) (guint track, const CordonObligations *obligations, gpointer data);
  /* The engine must stop the devices of the track now. */
  void (*stopped) (guint track, gpointer data);
  /* What the chrome names beside the media; NULL: nobody. */
  void (*secure) (const CordonCallee *callee, gpointer data);
  void (*key_changed) (gpointer data);
  void (*network_changed) (gpointer data);
} BrowserObserver;

/* @folder: of the profile. @policy: (nullable): the administrator's file. @speed: of the clock. */
Browser *browser_new (const char *folder, const char *policy, guint speed, const BrowserObserver *observer,
                      gpointer data);
void browser_free (Browser *browser);
void browser_tick (Browser *browser);
CordonTime browser_now (const Browser *browser);

/* getUserMedia({video, audio}), with peerIdentity where there is a @callee. The user says yes to this call. */
void browser_capture (Browser *browser, guint track, const CordonCallee *callee);
/* The user takes back what the track stands on. */
void browser_revoke (Browser *browser, guint track);
void browser_clear_identifiers (Browser *browser);

void browser_get_limits (Browser *browser, const CordonCallee *target, CordonNetworkLimits *out_limits);
CordonKeyring *browser_get_keyring (Browser *browser);

/* The peer connection carries media; it lost the peer's consent. */
void browser_connected (Browser *browser);
void browser_lost_consent (Browser *browser);
gboolean browser_has_call (const Browser *browser);

/* @facts: without the ids. */
void browser_report (Browser *browser, const CordonConnection *facts);

/* As it leaves the browser. @graph: JSON of the page's media. (transfer full) */
char *browser_render (Browser *browser, CordonDebugFormat format, const char *graph);
