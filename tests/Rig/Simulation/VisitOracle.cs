using StreamReco.Models.Users;
using StreamReco.Stages.Ports;

namespace StreamReco.Rig.Simulation;

/// <summary>
/// Judges links of ids by what the visitors did: who signed in is linked once, and each of their clicks counts once, for the user,
/// whether it came before the link or after it.
/// </summary>
internal static class VisitOracle
{
    /// <exception cref="Violation">A click of a visitor is lost or counts twice, or a link is missing.</exception>
    public static void Check(
        VisitLoad visits, IReadOnlyList<ExpectedFates> fates, IReadOnlyList<IReadOnlyList<StoredUser>> users, UserStateCodec codec)
    {
        var own = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (visitor, user) in visits.Pairs)
        {
            var (home, target) = (fates[VisitLoad.PartitionOf(visitor)], fates[VisitLoad.PartitionOf(user)]);
            var signIns = target.Visits.Count(visit =>
                visit.Record.User == user && visit.Record.Anonymous == visitor && !visit.Record.IsForwarded && visit.Fate == Fate.Applied);
            var isLinked = signIns > 0;
            Equal($"links of {visitor}", home.LinksOf(visitor), isLinked ? 1 : 0);
            Equal($"merges of {visitor}", target.MergesOf(visitor), isLinked ? 1 : 0);

            var mine = home.Visits.Where(visit => visit.Record.User == visitor && !visit.Record.IsForwarded).ToList();
            var (before, after) = (mine.Count(visit => visit.Fate == Fate.Applied), mine.Count(visit => visit.Fate == Fate.Forwarded));
            var carried = target.Visits.Count(visit => visit.Record.IsForwarded && visit.Record.Anonymous == visitor && visit.Fate == Fate.Applied);
            Equal($"clicks of {visitor} carried to {user}", carried, after);
            Equal($"applied of {visitor}", AppliedOf(users, codec, visitor), isLinked ? 0 : before);
            own[user] = own.GetValueOrDefault(user) + signIns + carried + (isLinked ? before : 0);
        }

        foreach (var (user, applied) in own)
        {
            Equal($"applied of {user}", AppliedOf(users, codec, user), applied);
        }
    }

    private static long AppliedOf(IReadOnlyList<IReadOnlyList<StoredUser>> users, UserStateCodec codec, string id) => users[VisitLoad.PartitionOf(id)]
        .Where(user => user.UserId == id).Sum(user => codec.Read(user.State.Span).Applied);

    private static void Equal(string what, long actual, long expected)
    {
        if (actual != expected)
        {
            throw new Violation($"{what} is {actual}, not {expected}.");
        }
    }
}
