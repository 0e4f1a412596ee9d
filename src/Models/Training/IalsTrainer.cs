using StreamReco.Models.LinearAlgebra;

namespace StreamReco.Models.Training;

/// <summary>
/// Implicit ALS (Hu, Koren and Volinsky, "Collaborative Filtering for Implicit Feedback Datasets", 2008; the loss in
/// the form of Rendle, Krichene, Zhang and Koren, "Revisiting the Performance of iALS", 2021): minimizes
/// Σ w(1 − xᵀy)² over the observed cells + α₀·Σ (xᵀy)² over all pairs + λ·(Σ|x|² + Σ fᵢ|yᵢ|²).
/// </summary>
/// <remarks>The result has the same bits for the same matrix, settings and seed, whatever the number of
/// threads.</remarks>
internal sealed class IalsTrainer
{
    private readonly TrainingSettings _settings;
    private readonly TimeProvider _time;
    private readonly IProgress<TrainingProgress>? _progress;
    private readonly ParallelOptions _parallel;
    private readonly RowSolver _solver;

    public IalsTrainer(
        TrainingSettings settings,
        TimeProvider time,
        IProgress<TrainingProgress>? progress,
        CancellationToken cancellationToken)
    {
        _settings = settings;
        _time = time;
        _progress = progress;
        _parallel = new ParallelOptions
        {
            CancellationToken = cancellationToken,
            MaxDegreeOfParallelism = settings.Threads == 0 ? Environment.ProcessorCount : settings.Threads,
        };
        _solver = new RowSolver(settings.Dimensions, _parallel);
    }

    /// <summary>Factorizes <paramref name="cells"/>.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public IalsFactors Train(SparseMatrix cells)
    {
        var d = _settings.Dimensions;
        var byColumn = cells.Transpose();
        var lambdas = ColumnLambdas(byColumn);
        var x = new float[cells.Rows * d];
        var y = InitialFactors(cells.Columns * d);
        var loss = double.NaN;
        var started = _time.GetTimestamp();
        for (var epoch = 1; epoch <= _settings.Epochs; epoch++)
        {
            loss = SolveRows(cells, x, y, new Phase(epoch, "users", cells.Rows, loss));
            var gramX = Scaled(Gram.Of(x, d, _parallel));
            _solver.Solve(byColumn, x, gramX, lambdas, y, Report(new Phase(epoch, "items", byColumn.Rows, loss)));
            var remaining = _time.GetElapsedTime(started) / epoch * (_settings.Epochs - epoch);
            _progress?.Report(new TrainingProgress(
                epoch, _settings.Epochs, "done", cells.Cells, cells.Cells, loss, remaining));
        }

        loss = SolveRows(cells, x, y, new Phase(_settings.Epochs, "users", cells.Rows, loss));
        return new IalsFactors(x, y, Prior(y), loss);
    }

    private double SolveRows(SparseMatrix cells, float[] x, float[] y, Phase phase)
    {
        var d = _settings.Dimensions;
        var gramY = Gram.Of(y, d, _parallel);
        _solver.Solve(cells, y, Scaled(gramY), _settings.Regularization, x, Report(phase));
        return IalsLoss.Of(
            cells,
            x,
            y,
            d,
            Gram.Of(x, d, _parallel),
            gramY,
            _settings.UnobservedWeight,
            _settings.Regularization,
            _parallel);
    }

    private Action<int> Report(Phase phase)
    {
        var done = 0;
        return rows => _progress?.Report(new TrainingProgress(
            phase.Epoch, _settings.Epochs, phase.Name, Interlocked.Add(ref done, rows), phase.Of, phase.Loss, null));
    }

    private double[] Scaled(double[] gram) =>
        Gram.Regularized(gram, _settings.Dimensions, _settings.UnobservedWeight, 0);

    private float[] Prior(float[] y)
    {
        var gram = Gram.Of(y, _settings.Dimensions, _parallel);
        var precision = Gram.Regularized(
            gram, _settings.Dimensions, _settings.UnobservedWeight, _settings.Regularization);
        return PackedCholesky.Inverse(precision, _settings.Dimensions);
    }

    /// <summary>λ·(nᵢ + α₀R)^ν for column i of n cells, scaled so that the mean is λ.</summary>
    private float[] ColumnLambdas(SparseMatrix byColumn)
    {
        var shares = new double[byColumn.Rows];
        for (var column = 0; column < shares.Length; column++)
        {
            var share = byColumn.IndicesOf(column).Length + (_settings.UnobservedWeight * (double)byColumn.Columns);
            shares[column] = Math.Pow(share, _settings.FrequencyExponent);
        }

        var mean = shares.Sum() / shares.Length;
        return [.. shares.Select(share => (float)(_settings.Regularization * share / mean))];
    }

    /// <summary>Normal deviates (Box and Muller 1958) of standard deviation 0.1/√D, as Rendle et al. start.</summary>
    private float[] InitialFactors(int count)
    {
        var random = new Random(_settings.Seed);
        var scale = 0.1 / Math.Sqrt(_settings.Dimensions);
        var values = new float[count];
        for (var i = 0; i < count; i++)
        {
            var radius = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()));
            values[i] = (float)(scale * radius * Math.Cos(2 * Math.PI * random.NextDouble()));
        }

        return values;
    }

    private readonly record struct Phase(int Epoch, string Name, int Of, double Loss);
}
