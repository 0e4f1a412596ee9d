namespace StreamReco.Models.Training.Content;

/// <summary>
/// Logistic regression of few features with a ridge, by Newton's method (iteratively reweighted least squares), each step
/// halved until it is one forward: data that a line tells apart drive a whole step out of bounds.
/// </summary>
internal static class LogisticRegression
{
    private const int StepsMax = 30;
    private const double Ridge = 1;
    private const double StepMin = 1e-8;
    private const int HalvingsMax = 20;

    /// <summary>Of the bias, which has no ridge: keeps its curvature above 0 where every chance is near 0 or 1.</summary>
    private const double CurvatureMin = 1e-6;

    /// <summary>Bias first, then the weights of the features.</summary>
    /// <param name="features">Features by example.</param>
    /// <param name="hits">What is to be foretold.</param>
    public static double[] Fit(IReadOnlyList<float[]> features, IReadOnlyList<bool> hits)
    {
        var size = features[0].Length + 1;
        var weights = new double[size];
        var rate = Math.Clamp(hits.Count(hit => hit) / (double)hits.Count, 1e-6, 1 - 1e-6);
        weights[0] = Math.Log(rate / (1 - rate));
        var loss = LossOf(features, hits, weights);
        for (var step = 0; step < StepsMax; step++)
        {
            var change = Step(features, hits, weights);
            var (next, nextLoss) = Walk(features, hits, weights, change, loss);
            var isThere = loss - nextLoss < StepMin * loss;
            if (nextLoss <= loss)
            {
                (weights, loss) = (next, nextLoss);
            }

            if (isThere)
            {
                break;
            }
        }

        return weights;
    }

    /// <summary>The longest of the halved steps that is one forward, or else the last.</summary>
    private static (double[] Weights, double Loss) Walk(
        IReadOnlyList<float[]> features, IReadOnlyList<bool> hits, double[] weights, double[] change, double loss)
    {
        var (scale, next, nextLoss) = (1.0, weights, double.PositiveInfinity);
        for (var halving = 0; halving < HalvingsMax && !(nextLoss <= loss); halving++, scale /= 2)
        {
            next = [.. weights.Select((weight, i) => weight + (scale * change[i]))];
            nextLoss = LossOf(features, hits, next);
        }

        return (next, nextLoss);
    }

    private static double LossOf(IReadOnlyList<float[]> features, IReadOnlyList<bool> hits, double[] weights)
    {
        var loss = Ridge / 2 * weights.Skip(1).Sum(weight => weight * weight);
        for (var example = 0; example < features.Count; example++)
        {
            var chance = ChanceOf(weights, features[example]);
            loss -= Math.Log(Math.Max(double.Epsilon, hits[example] ? chance : 1 - chance));
        }

        return loss;
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
        curvature[0, 0] = CurvatureMin;
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
