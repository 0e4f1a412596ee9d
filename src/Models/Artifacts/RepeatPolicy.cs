namespace StreamReco.Models.Artifacts;

/// <summary>
/// Whether the item that a user looks at now may be an answer. The training data say it: some shops log every reload
/// (9 % of the clicks of Diginetica repeat the one before), in others the next click is always another item.
/// </summary>
public static class RepeatPolicy
{
    /// <summary>Name of the trained value: share of the clicks that repeat the user's click before.</summary>
    public const string Setting = "immediate_repeats";

    /// <summary>Below one in fifty the current item would be wasted on the top place.</summary>
    private const double RareShare = 0.02;

    /// <summary>True when the data of this model hardly ever repeat an item at once.</summary>
    public static bool ExcludesCurrent(ModelManifest manifest) =>
        manifest.Training.Settings.TryGetValue(Setting, out var share) && share < RareShare;
}
