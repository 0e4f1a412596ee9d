namespace StreamReco.Models.Training.Content;

/// <summary>
/// Logistic regression of few features with a ridge, by Newton's method (iteratively reweighted least squares).
/// </summary>
internal static class LogisticRegression
{
    private const int StepsMax = 30;
    private const double Ridge = 1;
    private const double StepMin = 1e-8;

    /// <summary>Bias first, then the weights of the features.</summary>
    /// <param name="features">Features by example.</param>
    /// <param name="hits">What is to be foretold.</param>
    public static double[] Fit(IReadOnlyList<float[]> features, IReadOnlyList<bool> hits)
    {
        var size = features[0].Length + 1;
        var weights = new double[size];
        var rate = Math.Clamp(hits.Count(hit => hit) / (double)hits.Count, 1e-6, 1 - 1e-6);
        weights[0] = Math.Log(rate / (1 - rate));
        for (var step = 0; step < StepsMax; step++)
        {
            var change = Step(features, hits, weights);
            for (var i = 0; i < size; i++)
            {
                weights[i] += change[i];
            }

            if (change.Max(Math.Abs) < StepMin)
            {
                break;
            }
        }

        return weights;
    }

    /// <summary>The chance of one example.</summary>
    public static double ChanceOf(double[] weights, ReadOnlySpan<float> features)
    {
        var sum = weights[0];
        for (var i = 0; i < features.Length; i++)
        {
            sum += weights[i + 1] * features[i];
        }

        return 1 / (1 + Math.Exp(-sum));
    }

    private static double[] Step(IReadOnlyList<float[]> features, IReadOnlyList<bool> hits, double[] weights)
    {
        var size = weights.Length;
        var (curvature, gradient) = (new double[size, size], new double[size]);
        for (var i = 1; i < size; i++)
        {
            curvature[i, i] = Ridge;
            gradient[i] = -Ridge * weights[i];
        }

        var row = new double[size];
        row[0] = 1;
        for (var example = 0; example < features.Count; example++)
        {
            features[example].Select(value => (double)value).ToArray().CopyTo(row, 1);
            var chance = ChanceOf(weights, features[example]);
            for (var i = 0; i < size; i++)
            {
                gradient[i] += ((hits[example] ? 1 : 0) - chance) * row[i];
                for (var j = 0; j < size; j++)
                {
                    curvature[i, j] += chance * (1 - chance) * row[i] * row[j];
                }
            }
        }

        return Solve(curvature, gradient);
    }

    /// <summary>Gauss elimination; the matrix is positive definite, so that no pivot need be looked for.</summary>
    private static double[] Solve(double[,] matrix, double[] right)
    {
        var size = right.Length;
        for (var pivot = 0; pivot < size; pivot++)
        {
            for (var row = pivot + 1; row < size; row++)
            {
                var factor = matrix[row, pivot] / matrix[pivot, pivot];
                right[row] -= factor * right[pivot];
                for (var column = pivot; column < size; column++)
                {
                    matrix[row, column] -= factor * matrix[pivot, column];
                }
            }
        }

        for (var row = size - 1; row >= 0; row--)
        {
            for (var column = row + 1; column < size; column++)
            {
                right[row] -= matrix[row, column] * right[column];
            }

            right[row] /= matrix[row, row];
        }

        return right;
    }
}
