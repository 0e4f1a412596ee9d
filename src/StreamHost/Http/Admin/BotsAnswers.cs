using StreamReco.Models.Bots;
using StreamReco.Stages.State;
using StreamReco.StreamHost.Http.Cluster;

namespace StreamReco.StreamHost.Http.Admin;

/// <summary>The judging of bots in one node's partitions.</summary>
/// <param name="Partitions">What is in force, by partition.</param>
/// <param name="Users">Users that are held, the newest of each partition first.</param>
internal sealed record BotsAnswer(IReadOnlyList<PartitionBots> Partitions, IReadOnlyList<HeldUser> Users);

/// <summary>The same of all nodes.</summary>
/// <param name="Partitions">What is in force, by partition.</param>
/// <param name="Users">Users that are held, the newest of each partition first.</param>
/// <param name="Silent">Nodes that did not answer: their partitions are missing.</param>
internal sealed record ClusterBotsAnswer(
    IReadOnlyList<PartitionBots> Partitions, IReadOnlyList<HeldUser> Users, IReadOnlyList<SilentMember> Silent);

/// <summary>The bot policy in force in a partition.</summary>
/// <param name="Partition">The partition.</param>
/// <param name="Version">Version of the policy; null where none is in force.</param>
/// <param name="Offset">Offset from which it is in force; null for none.</param>
/// <param name="IsOn">Whether users are judged.</param>
/// <param name="Quarantined">Clicks held back since the partition's first record.</param>
/// <param name="Held">Users that are held now.</param>
/// <param name="Found">Times that a user was taken for a program.</param>
/// <param name="Cleared">Times that one was found to be none after all.</param>
/// <param name="Refused">Why the newest policy in the log cannot be used; null if it is in force.</param>
internal sealed record PartitionBots(
    int Partition, string? Version, long? Offset, bool IsOn, long Quarantined, int Held, long Found, long Cleared, string? Refused)
{
    /// <summary>Of a partition's report; null for none.</summary>
    public static PartitionBots Of(int partition, long quarantined, BotReport? report) => report is not { Offset: >= 0 }
        ? new PartitionBots(partition, null, null, false, quarantined, 0, 0, 0, report?.Refused)
        : new PartitionBots(
            partition, report.Version, report.Offset, report.IsOn, quarantined, report.Held, report.Found, report.Cleared, report.Refused);
}

/// <summary>A user that is held.</summary>
/// <param name="Partition">The user's partition.</param>
/// <param name="User">The user, as the state knows them.</param>
/// <param name="Offset">Offset of the record at which the verdict fell.</param>
/// <param name="Since">When that record was received.</param>
/// <param name="Score">The score there; 0 where an operator decided.</param>
/// <param name="Reasons">The signals that speak for a program.</param>
internal sealed record HeldUser(int Partition, string User, long Offset, DateTimeOffset Since, double Score, IReadOnlyList<string> Reasons)
{
    public static HeldUser Of(int partition, ListedBot bot) => new(
        partition, bot.User, bot.Mark.Offset, DateTimeOffset.FromUnixTimeMilliseconds(bot.Mark.AtMs), Math.Round(bot.Mark.Score, 3),
        BotSignals.NamesOf(bot.Mark.Reasons));
}

/// <summary>A bot policy.</summary>
/// <param name="Policy">The text of a policy file.</param>
internal sealed record BotPolicyBody(string? Policy);

/// <summary>What an operator decides of a user.</summary>
/// <param name="UserId">The user, as the clicks name them.</param>
/// <param name="Decision">release or condemn.</param>
internal sealed record BotDecisionBody(string? UserId, string? Decision);

/// <summary>A policy or a decision that is recorded in the log.</summary>
/// <param name="Version">Version of the policy, or the decision.</param>
/// <param name="Partitions">Partitions in whose log it stands.</param>
internal sealed record BotsApplied(string Version, IReadOnlyList<int> Partitions);
