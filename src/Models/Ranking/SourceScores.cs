using StreamReco.Models.Retrieval;

namespace StreamReco.Models.Ranking;

/// <summary>One source's scores of a query, and the highest of them.</summary>
/// <param name="items">N.</param>
internal sealed class SourceScores(int items)
{
    /// <summary>Nats below the best at which a score counts as none.</summary>
    private const float Depth = 10;

    /// <summary>Scores by row, none below 0.</summary>
    public ScoreTable Table { get; } = new(items);

    /// <summary>The highest score; 0 where there is none.</summary>
    public float Best { get; private set; }

    /// <summary>The encoder's own best, in its own scale (q·e / τ); meaningless for other sources.</summary>
    public float BestLogit { get; private set; }

    /// <summary>Finds the highest score once the source has filled the table.</summary>
    public void FindBest()
    {
        Best = 0;
        foreach (var row in Table.Touched)
        {
            Best = Math.Max(Best, Table[row]);
        }
    }

    /// <summary>Takes the encoder's scores as shares of the best: e^(score − best).</summary>
    public void TakeLogits(in EncodedQuery encoded)
    {
        BestLogit = encoded.Scores.IsEmpty ? 0 : encoded.Scores[0];
        for (var i = 0; i < encoded.Rows.Length; i++)
        {
            Table.Add(encoded.Rows[i], MathF.Exp(Math.Max(encoded.Scores[i] - BestLogit, -Depth)));
        }

        Best = encoded.Rows.IsEmpty ? 0 : 1;
    }

    /// <summary>
    /// A row's share of the best score, drawn together so that a source's tail counts: its square root. 0 where the share
    /// is too small for a float, and for every row where all scores are 0.
    /// </summary>
    public float Relative(int row) => Best > 0 ? MathF.Sqrt(Table[row] / Best) : 0;

    /// <summary>Log of each row's share of the best score, from 0 for none to 1 for the best.</summary>
    public void LogShares(ReadOnlySpan<int> rows, Span<float> shares)
    {
        for (var i = 0; i < rows.Length; i++)
        {
            var score = Table[rows[i]];
            shares[i] = score > 0 ? LogShareOf(MathF.Log(score / Best)) : 0;
        }
    }

    /// <summary>The same of a logarithm.</summary>
    public static float LogShareOf(float log) => Math.Max(0, 1 + (log / Depth));

    public void Clear() => Table.Clear();
}
