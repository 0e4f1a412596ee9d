namespace StreamReco.Models.Ranking;

/// <summary>Items that somebody wants in order, in place of the candidates that sources find.</summary>
/// <param name="rows">Their rows in the model, each once, as they were given.</param>
/// <param name="rankedMax">How many of them the ranker takes; the others stand behind, by the mix of the sources.</param>
public sealed class GivenItems(int[] rows, int rankedMax)
{
    private readonly float[] _mix = new float[rows.Length];

    /// <summary>The rows; once candidates are gathered those first of which the sources speak most, ties as given.</summary>
    public ReadOnlySpan<int> Rows => rows;

    /// <summary>What the sources' mix gives each of <see cref="Rows"/>; 0 where no source knows it.</summary>
    public ReadOnlySpan<float> Mix => _mix;

    /// <summary>Puts the items in the order of the mix and takes those for the ranker.</summary>
    /// <param name="mixOf">The mix by row.</param>
    /// <param name="candidates">Filled.</param>
    /// <returns>How many were taken.</returns>
    internal int Take(Func<int, float> mixOf, Span<int> candidates)
    {
        int[] ordered = [.. rows.OrderByDescending(mixOf)];
        ordered.CopyTo(rows, 0);
        for (var i = 0; i < rows.Length; i++)
        {
            _mix[i] = mixOf(rows[i]);
        }

        var taken = rows.AsSpan(0, Math.Min(rows.Length, Math.Min(rankedMax, candidates.Length)));
        taken.CopyTo(candidates);
        return taken.Length;
    }
}
