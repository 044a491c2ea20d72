/*
 * Web Audio and MediaRecorder: pipelines that go on while labels change.
 */

#include "isolation/sink.h"
#include "shell/extension/native.h"
#include "shell/extension/process.h"

#define GRAPH (shell_process_get_graph ())
#define NODE(number) ((CordonNodeId) (number))

static double
derive_audio_source (double media, ShellFrame *frame)
{
  return (double) cordon_graph_derive (GRAPH, NODE (media), CORDON_DERIVE_AUDIO_SOURCE);
}

/* An engine asks the node's cell on its audio thread, once per quantum; this layer connects and disconnects instead.
 * What arrives at the node decides: silence is all that may leave it. */
static gboolean
audio_may_pass (double source, ShellFrame *frame)
{
  return cordon_sink_verdict (CORDON_SINK_AUDIO_STREAM_SOURCE, cordon_graph_inlet (GRAPH, NODE (source)))
         == CORDON_VERDICT_ALLOW;
}

static double
derive_recorder (double stream, ShellFrame *frame)
{
  return (double) cordon_graph_derive (GRAPH, NODE (stream), CORDON_DERIVE_RECORDER);
}

static gboolean
may_record (double recorder, ShellFrame *frame)
{
  return cordon_sink_verdict (CORDON_SINK_RECORDER, cordon_graph_inlet (GRAPH, NODE (recorder)))
         == CORDON_VERDICT_ALLOW;
}

const ShellNative shell_media_sink_natives[] = {
  { "deriveAudioSource", G_CALLBACK (derive_audio_source), "n:n" },
  { "audioMayPass", G_CALLBACK (audio_may_pass), "b:n" },
  { "deriveRecorder", G_CALLBACK (derive_recorder), "n:n" },
  { "mayRecord", G_CALLBACK (may_record), "b:n" },
  { NULL, NULL, NULL },
};
