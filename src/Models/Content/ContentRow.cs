namespace StreamReco.Models.Content;

/// <summary>The part of an item's content that is text, as a row of a sparse matrix.</summary>
internal static class ContentRow
{
    /// <summary>Columns, rising, with weights of unit length; empty where no token counts.</summary>
    /// <param name="tokens">The item's buckets.</param>
    /// <param name="columnOf">The column of each bucket, -1 where it does not count.</param>
    /// <param name="weights">Inverse document frequency by column.</param>
    public static List<(int Column, float Weight)> Of(HashSet<int> tokens, int[] columnOf, float[] weights)
    {
        var row = new List<(int Column, float Weight)>(tokens.Count);
        var sum = 0.0;
        foreach (var token in tokens.Order())
        {
            if (columnOf[token] is var column and >= 0)
            {
                row.Add((column, weights[column]));
                sum += weights[column] * (double)weights[column];
            }
        }

        var norm = (float)Math.Sqrt(sum);
        for (var i = 0; i < row.Count; i++)
        {
            row[i] = (row[i].Column, row[i].Weight / norm);
        }

        return row;
    }

    /// <summary>What text and given vector are multiplied by, so that both together have unit length.</summary>
    public static (float Text, float Vector) Shares(bool hasText, bool hasVector) =>
        hasText && hasVector ? (MathF.Sqrt(0.5f), MathF.Sqrt(0.5f)) : (hasText ? 1 : 0, hasVector ? 1 : 0);
}
