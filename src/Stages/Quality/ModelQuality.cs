namespace StreamReco.Stages.Quality;

/// <summary>Judged clicks of one model version since the process began. Thread-safe.</summary>
/// <param name="model">The model's name.</param>
/// <param name="version">Its version.</param>
public sealed class ModelQuality(string model, string version)
{
    private readonly Lock _gate = new();
    private QualityCounts _counts;

    public string Model { get; } = model;

    public string Version { get; } = version;

    public QualityCounts Counts
    {
        get
        {
            lock (_gate)
            {
                return _counts;
            }
        }
    }

    /// <summary>One click: its rank in the last answer and in the plain one, 0 where it was in neither.</summary>
    public void Add(int rank, int plainRank)
    {
        lock (_gate)
        {
            _counts = new QualityCounts(
                _counts.Clicks + 1,
                _counts.Hits + (rank > 0 ? 1 : 0),
                _counts.ReciprocalRanks + (rank > 0 ? 1d / rank : 0),
                _counts.PopularHits + (plainRank > 0 ? 1 : 0),
                _counts.PopularReciprocalRanks + (plainRank > 0 ? 1d / plainRank : 0));
        }
    }
}
