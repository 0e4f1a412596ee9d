namespace StreamReco.Rig.Checking;

/// <summary>Compares what is due with what was seen; each broken promise is a sentence with its first examples.</summary>
internal static class Verdict
{
    private const int Examples = 5;

    /// <summary>Each answer and rejected record that is due came once, whole and in order, and nothing else came.</summary>
    public static IEnumerable<string> Of(DueWork due, SeenOutput seen)
    {
        var ids = seen.Answers.Select(answer => answer.Id).ToList();
        var unlike = seen.Answers.Where(answer => answer.Id != $"{answer.Partition}-{answer.Offset}-A");
        var rejected = seen.Rejected.Select(one => (one.Partition, one.Offset)).ToList();
        var wrong = seen.Rejected.Where(one =>
            due.Rejected.TryGetValue((one.Partition, one.Offset), out var wanted)
            && (wanted.Reason != one.Reason || !wanted.Payload.AsSpan().SequenceEqual(one.Payload)));
        string?[] faults =
        [
            Fault("answers lost", due.Answers.Except(ids)),
            Fault("answers twice", Twice(ids)),
            Fault("answers that are not due", ids.Except(due.Answers)),
            Fault("answers whose id is not their origin", unlike),
            Fault("users whose answers are out of order", OutOfOrder(seen)),
            Fault("rejected records lost", due.Rejected.Keys.Except(rejected)),
            Fault("rejected records twice", Twice(rejected)),
            Fault("records rejected that should not be", rejected.Except(due.Rejected.Keys)),
            Fault("rejected records with another reason or payload", wrong.Select(w => $"{w.Partition}@{w.Offset} {w.Reason}")),
            due.Waiting == 0 ? null : $"{due.Waiting} clicks wait for the throttle although the partition is idle",
            due.Read == due.Applied + due.Duplicate + due.Rejected.Count ? null : $"the checker miscounts: {due}",
        ];
        return faults.OfType<string>();
    }

    /// <summary>The same answers, to the byte, as in a run that nobody disturbed.</summary>
    public static string? Contents(SeenOutput seen, SeenOutput calm) => Fault(
        "answers with other contents than in the calm run",
        seen.Contents.Where(one => !calm.Contents.TryGetValue(one.Key, out var text) || text != one.Value)
            .Select(one => one.Key));

    private static string? Fault<T>(string what, IEnumerable<T> which)
    {
        var all = which.ToList();
        return all.Count == 0 ? null : $"{all.Count} {what}: {string.Join(", ", all.Take(Examples))}";
    }

    private static IEnumerable<T> Twice<T>(IEnumerable<T> all) =>
        all.GroupBy(one => one).Where(same => same.Count() > 1).Select(same => same.Key);

    private static IEnumerable<string> OutOfOrder(SeenOutput seen) =>
        seen.Answers.GroupBy(answer => answer.User)
            .Where(answers => Enumerable.Zip(answers, answers.Skip(1)).Any(pair => pair.Second.Offset <= pair.First.Offset))
            .Select(answers => answers.Key);
}
