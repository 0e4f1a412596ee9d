using StreamReco.Models.Lake;
using StreamReco.Stages.Ports;
using StreamReco.Stages.Shards;

namespace StreamReco.Stages.Lake;

/// <summary>One partition of a topic that a lake is made of.</summary>
/// <param name="Word">What the topic is to the lake, of <see cref="LakeTopicWords"/>.</param>
/// <param name="Topic">Its name.</param>
/// <param name="Open">Opens it at an offset.</param>
/// <param name="Reach">Asks the brokers what they have of it.</param>
public sealed record LakeSource(string Word, string Topic, Func<long, IPartitionReader> Open, Func<LogReach> Reach);

/// <summary>The logs of one partition of the clicks that the lake is made of.</summary>
/// <param name="Clicks">The clicks.</param>
/// <param name="Verdicts">What became of them.</param>
public sealed record LakeSources(LakeSource Clicks, LakeSource Verdicts);
