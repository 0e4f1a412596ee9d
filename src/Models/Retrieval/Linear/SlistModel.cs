namespace StreamReco.Models.Retrieval.Linear;

/// <summary>
/// The weights of a linear session model: by item a the items b for which it speaks. Immutable and shared.
/// </summary>
public sealed class SlistModel
{
    private readonly int[] _starts;
    private readonly int[] _items;
    private readonly float[] _weights;

    internal SlistModel(SlistSettings settings, int[] starts, int[] items, float[] weights)
    {
        Settings = settings;
        (_starts, _items, _weights) = (starts, items, weights);
    }

    public SlistSettings Settings { get; }

    /// <summary>N.</summary>
    public int Items => _starts.Length - 1;

    /// <summary>Weights kept.</summary>
    public int Count => _items.Length;

    /// <summary>Trains on a log; the same log and settings give the same bits.</summary>
    /// <exception cref="ArgumentException">A setting makes no sense.</exception>
    public static SlistModel Fit(
        SessionLog log, SlistSettings settings, ParallelOptions parallel, IProgress<FitProgress>? progress = null)
    {
        settings.Validate();
        var rows = new SlistTrainer(log, settings).Train(parallel, progress);
        var starts = new int[rows.Length + 1];
        for (var row = 0; row < rows.Length; row++)
        {
            starts[row + 1] = starts[row] + rows[row].Columns.Length;
        }

        return new SlistModel(
            settings,
            starts,
            [.. rows.SelectMany(row => row.Columns)],
            [.. rows.SelectMany(row => row.Values)]);
    }

    /// <summary>The items for which item <paramref name="row"/> speaks, rising.</summary>
    public ReadOnlySpan<int> ItemsOf(int row) => _items.AsSpan(_starts[row].._starts[row + 1]);

    /// <summary>The weight of each of <see cref="ItemsOf"/>; below 0 where it speaks against it.</summary>
    public ReadOnlySpan<float> WeightsOf(int row) => _weights.AsSpan(_starts[row].._starts[row + 1]);
}
