using Microsoft.Extensions.Logging;
using StreamReco.StreamHost.Http.Cluster;

namespace StreamReco.StreamHost.Http.Admin;

/// <summary>The newest log lines of the nodes, by time.</summary>
/// <param name="Lines">Oldest first.</param>
/// <param name="Silent">Nodes that did not answer: their lines are missing here.</param>
internal sealed record ClusterLogAnswer(IReadOnlyList<NodeLogLine> Lines, IReadOnlyList<SilentMember> Silent);

/// <summary>A log line of a node.</summary>
/// <param name="Node">The node.</param>
/// <param name="Number">Counts the node's lines.</param>
/// <param name="At">When it was written, by the node's clock.</param>
/// <param name="Level">Its level.</param>
/// <param name="Category">Who wrote it.</param>
/// <param name="EventId">Its id.</param>
/// <param name="Text">The line.</param>
internal sealed record NodeLogLine(
    string Node, long Number, DateTimeOffset At, LogLevel Level, string Category, int EventId, string Text);
