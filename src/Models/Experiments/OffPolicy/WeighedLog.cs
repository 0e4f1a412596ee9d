namespace StreamReco.Models.Experiments.OffPolicy;

/// <summary>Decisions with their weights: how much more likely the judged policy was to make each.</summary>
internal sealed class WeighedLog
{
    private readonly IReadOnlyList<LoggedDecision> _decisions;
    private readonly double[] _weights;
    private readonly int _units;

    public WeighedLog(DecisionLog log, TargetPolicy target)
    {
        _decisions = log.Decisions;
        _weights = [.. _decisions.Select(decision => target.Shares[decision.Position][decision.Action] / decision.Propensity)];
        _units = _decisions.Max(decision => decision.Unit) + 1;
    }

    /// <summary>The largest weight.</summary>
    public double Max => _weights.Max();

    /// <summary>(Σw)² / Σw².</summary>
    public double EffectiveSize
    {
        get
        {
            var (sum, squares) = (_weights.Sum(), _weights.Sum(weight => weight * weight));
            return squares > 0 ? sum * sum / squares : 0;
        }
    }

    /// <summary>The mean of a value over decisions.</summary>
    public PolicyEstimate Mean(string name, Func<LoggedDecision, double> value) => Of(name, i => value(_decisions[i]));

    /// <summary>mean(w · value + base).</summary>
    public PolicyEstimate Weighted(
        string name, Func<LoggedDecision, double> value, Func<double, double> weight, Func<LoggedDecision, double>? plus = null) =>
        Of(name, i => (weight(_weights[i]) * value(_decisions[i])) + (plus?.Invoke(_decisions[i]) ?? 0));

    /// <summary>Σ w · value / Σ w + mean(base).</summary>
    public PolicyEstimate SelfNormalized(string name, Func<LoggedDecision, double> value, Func<LoggedDecision, double> plus)
    {
        var (weighted, weights, rest) = (0.0, 0.0, 0.0);
        for (var i = 0; i < _weights.Length; i++)
        {
            weighted += _weights[i] * value(_decisions[i]);
            weights += _weights[i];
            rest += plus(_decisions[i]);
        }

        var (ratio, scale) = (weighted / weights, weights / _weights.Length);
        var mean = rest / _weights.Length;
        return new PolicyEstimate(name, ratio + mean, ErrorOf(
            i => (_weights[i] / scale * (value(_decisions[i]) - ratio)) + plus(_decisions[i]) - mean));
    }

    private PolicyEstimate Of(string name, Func<int, double> term)
    {
        var sum = 0.0;
        for (var i = 0; i < _weights.Length; i++)
        {
            sum += term(i);
        }

        var mean = sum / _weights.Length;
        return new PolicyEstimate(name, mean, ErrorOf(i => term(i) - mean));
    }

    /// <summary>The standard error of a mean from what each decision adds to it: decisions of a unit are summed first.</summary>
    private double ErrorOf(Func<int, double> influence)
    {
        var byUnit = new double[_units];
        for (var i = 0; i < _weights.Length; i++)
        {
            byUnit[_decisions[i].Unit] += influence(i);
        }

        return Math.Sqrt(byUnit.Sum(sum => sum * sum)) / _weights.Length;
    }
}
