namespace StreamReco.Models.Artifacts;

/// <summary>How a model came to be.</summary>
/// <param name="Algorithm">For instance <c>ials</c>.</param>
/// <param name="Sources">The click files or Kafka spans, as given.</param>
/// <param name="Interactions">Interactions read.</param>
/// <param name="Users">Users (or anonymous sessions) in the training matrix.</param>
/// <param name="From">Event time of the first interaction, null where the data have no times.</param>
/// <param name="To">Event time of the last interaction.</param>
/// <param name="Settings">Hyper-parameters by name.</param>
/// <param name="Seed">Seed of every random choice.</param>
public sealed record TrainingSummary(
    string Algorithm,
    IReadOnlyList<string> Sources,
    long Interactions,
    long Users,
    DateTimeOffset? From,
    DateTimeOffset? To,
    IReadOnlyDictionary<string, double> Settings,
    int Seed)
{
    /// <summary>What was read, exactly; null in models of releases before, and of clicks that were made up.</summary>
    public TrainingOrigin? Origin { get; init; }
}
