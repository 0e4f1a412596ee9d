using System.Numerics.Tensors;

namespace StreamReco.Models.Training.Ranker;

/// <summary>Mean and spread of each feature, so that the trainer works on inputs of one size.</summary>
/// <param name="Means">F values.</param>
/// <param name="Scales">F values: one by the standard deviation, 0 for a feature that never changes.</param>
internal sealed record FeatureScaling(float[] Means, float[] Scales)
{
    private const double SpreadMin = 1e-4;

    /// <summary>The statistics of the first <paramref name="queries"/> queries.</summary>
    public static FeatureScaling Of(RankExamples examples, int queries)
    {
        var width = examples.Features;
        var (sums, squares, rows) = (new double[width], new double[width], 0L);
        var buffer = new float[Enumerable.Range(0, queries).Max(examples.CandidatesOf) * width];
        for (var query = 0; query < queries; query++)
        {
            var values = examples.Unpack(query, buffer);
            for (var row = 0; row < values.Length; row += width)
            {
                AddRow(values.Slice(row, width), sums, squares);
            }

            rows += values.Length / width;
        }

        var means = sums.Select(sum => sum / rows).ToArray();
        var spreads = squares.Select((square, f) => Math.Sqrt(Math.Max(0, (square / rows) - (means[f] * means[f]))));
        return new FeatureScaling(
            [.. means.Select(mean => (float)mean)],
            [.. spreads.Select(spread => spread < SpreadMin ? 0 : (float)(1 / spread))]);
    }

    /// <summary>Scales rows of features in place.</summary>
    public void Apply(Span<float> rows)
    {
        for (var at = 0; at < rows.Length; at += Means.Length)
        {
            var row = rows.Slice(at, Means.Length);
            TensorPrimitives.Subtract(row, Means, row);
            TensorPrimitives.Multiply(row, Scales, row);
        }
    }

    private static void AddRow(ReadOnlySpan<float> row, Span<double> sums, Span<double> squares)
    {
        for (var f = 0; f < row.Length; f++)
        {
            sums[f] += row[f];
            squares[f] += (double)row[f] * row[f];
        }
    }
}
