using StreamReco.Models.Experiments.Assignment;

namespace StreamReco.Stages.Batches;

/// <summary>An experiment that an answer is part of.</summary>
/// <param name="Experiment">The experiment's id.</param>
/// <param name="Variant">The name of the user's arm.</param>
/// <param name="Propensity">How likely a user was to be drawn into the arm, 0 to 1, by the version that drew this one.</param>
/// <param name="Settings">What the arm changes of re-ranking; null for nothing.</param>
/// <param name="Model">The version of the model that answers; null for the one that answers without the experiment.</param>
public sealed record ServedArm(string Experiment, string Variant, double Propensity, ArmSettings? Settings, string? Model = null)
{
    /// <summary>Its place in the definition.</summary>
    public int Place { get; init; }

    /// <summary>The other arms whose lists are made too; null for none.</summary>
    public OtherArms? Others { get; init; }
}

/// <summary>The other arms of an experiment, for users whose lists by these are made too.</summary>
/// <param name="Place">Place of the user's own arm.</param>
/// <param name="Arms">The others, in the order of the definition.</param>
/// <param name="Salt">The experiment's salt.</param>
/// <param name="AreInterleaved">Whether the user's arm and the other one make one list together; else their lists are compared.</param>
public sealed record OtherArms(int Place, IReadOnlyList<ServedArm> Arms, ReadOnlyMemory<byte> Salt, bool AreInterleaved);

/// <summary>The experiments that an answer is part of, by id.</summary>
public sealed class ServedArms
{
    /// <summary>Lists that are made beside an answer at most: each costs what an answer costs.</summary>
    public const int OthersMax = 4;

    /// <param name="arms">By the experiments' ids.</param>
    public ServedArms(IReadOnlyList<ServedArm> arms)
    {
        Arms = arms;
        foreach (var arm in arms)
        {
            Settings = arm.Settings?.Over(Settings) ?? Settings;
            Exploring = arm.Settings?.Explore is null ? Exploring : arm;
            Model = arm.Model ?? Model;
        }

        Others = OthersOf(arms);
    }

    /// <summary>No experiment.</summary>
    public static ServedArms None { get; } = new([]);

    /// <summary>By the experiments' ids.</summary>
    public IReadOnlyList<ServedArm> Arms { get; }

    /// <summary>What the arms change together; of two that change the same, that of the later id holds. Null for nothing.</summary>
    public ArmSettings? Settings { get; }

    /// <summary>The arm whose explored place the lists have; null for none.</summary>
    public ServedArm? Exploring { get; }

    /// <summary>The version of the model that answers; of two arms that name one, that of the later id. Null for the active one.</summary>
    public string? Model { get; }

    /// <summary>The same arms with one exchanged, for each list that is made beside the answer; by experiment, then arm.</summary>
    public IReadOnlyList<OtherArmsOfAnswer> Others { get; }

    /// <summary>The arms by which the other half of a list of two arms is made; null for a list of one.</summary>
    public OtherArmsOfAnswer? Interleaved
    {
        get
        {
            foreach (var other in Others)
            {
                if (Arms[other.Experiment].Others!.AreInterleaved)
                {
                    return other;
                }
            }

            return null;
        }
    }

    private static IReadOnlyList<OtherArmsOfAnswer> OthersOf(IReadOnlyList<ServedArm> arms)
    {
        var all = new List<OtherArmsOfAnswer>();
        for (var i = 0; i < arms.Count; i++)
        {
            // All other arms of an experiment or none: whether any differs must not rest on how many were asked.
            if (arms[i].Others is { } others && all.Count + others.Arms.Count <= OthersMax)
            {
                foreach (var other in others.Arms)
                {
                    ServedArm[] exchanged = [.. arms];
                    exchanged[i] = other;
                    all.Add(new OtherArmsOfAnswer(i, new ServedArms([.. exchanged.Select(arm => arm with { Others = null })])));
                }
            }
        }

        return all.Count == 0 ? [] : all;
    }
}

/// <summary>Arms by which a list is made beside an answer.</summary>
/// <param name="Experiment">Place of the experiment whose arm is another one.</param>
/// <param name="Arms">All arms, that one exchanged.</param>
public sealed record OtherArmsOfAnswer(int Experiment, ServedArms Arms);
