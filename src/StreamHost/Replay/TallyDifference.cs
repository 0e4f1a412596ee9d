using StreamReco.Models.Experiments.Feedback;

namespace StreamReco.StreamHost.Replay;

/// <summary>The first figure in which the sums of an owner and those of the log differ.</summary>
internal static class TallyDifference
{
    private static readonly string[] _moments = ["units", "K", "N", "X", "KK", "NN", "XX", "KN", "KX", "NX"];

    /// <summary>The difference in words; null where all sums are equal to the last digit.</summary>
    /// <param name="owner">The sums of the owner.</param>
    /// <param name="log">The sums by the log.</param>
    public static string? Between(IReadOnlyList<ArmTally> owner, IReadOnlyList<ArmTally> log)
    {
        var ours = log.ToDictionary(KeyOf);
        foreach (var theirs in owner)
        {
            if (!ours.Remove(KeyOf(theirs), out var own))
            {
                return $"{NameOf(theirs)} {theirs.Assigned} users at the owner, none by the log";
            }

            foreach (var ((name, left), (_, right)) in FiguresOf(theirs).Zip(FiguresOf(own)))
            {
                if (left != right)
                {
                    return $"{NameOf(theirs)} {name} {left} at the owner, {right} by the log";
                }
            }
        }

        return ours.Values.FirstOrDefault() is { } rest ? $"{NameOf(rest)} none at the owner, {rest.Assigned} users by the log" : null;
    }

    private static (int Arm, int Version, bool IsKnown) KeyOf(ArmTally tally) => (tally.Arm, tally.Version, tally.IsKnown);

    private static string NameOf(ArmTally tally) =>
        $"arm {tally.Arm + 1}, drawn by version {tally.Version}, {(tally.IsKnown ? "known" : "new")} users:";

    private static IEnumerable<(string Name, Int128 Value)> FiguresOf(ArmTally tally)
    {
        yield return ("assigned", tally.Assigned);
        yield return ("served", tally.Served);
        yield return ("exposed", tally.Exposed);
        yield return ("clicked", tally.Clicked);
        yield return ("bought", tally.Bought);
        yield return ("matured", tally.Matured);
        yield return ("implicit", tally.Implicit);
        foreach (var metric in ExperimentMetrics.All)
        {
            for (var moment = 0; moment < _moments.Length; moment++)
            {
                yield return ($"{metric} {_moments[moment]}", tally.All[(int)metric].Moments[moment]);
                yield return ($"{metric} {_moments[moment]} of matured users", tally.OfMatured[(int)metric].Moments[moment]);
            }
        }
    }
}
