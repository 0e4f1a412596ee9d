using StreamReco.Models.Experiments.Assignment;

namespace StreamReco.Stages.Batches;

/// <summary>An experiment that an answer is part of.</summary>
/// <param name="Experiment">The experiment's id.</param>
/// <param name="Variant">The name of the user's arm.</param>
/// <param name="Propensity">How likely a user was to be drawn into the arm, 0 to 1, by the version that drew this one.</param>
/// <param name="Settings">What the arm changes of re-ranking; null for nothing.</param>
public sealed record ServedArm(string Experiment, string Variant, double Propensity, ArmSettings? Settings);

/// <summary>The experiments that an answer is part of, by id.</summary>
public sealed class ServedArms
{
    /// <param name="arms">By the experiments' ids.</param>
    public ServedArms(IReadOnlyList<ServedArm> arms)
    {
        Arms = arms;
        foreach (var arm in arms)
        {
            Settings = arm.Settings?.Over(Settings) ?? Settings;
        }
    }

    /// <summary>No experiment.</summary>
    public static ServedArms None { get; } = new([]);

    /// <summary>By the experiments' ids.</summary>
    public IReadOnlyList<ServedArm> Arms { get; }

    /// <summary>What the arms change together; of two that change the same, that of the later id holds. Null for nothing.</summary>
    public ArmSettings? Settings { get; }
}
