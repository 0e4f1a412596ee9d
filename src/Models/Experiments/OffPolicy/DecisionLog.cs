namespace StreamReco.Models.Experiments.OffPolicy;

/// <summary>A decision that was made and what came of it.</summary>
/// <param name="Unit">Who it was made for: decisions of a unit are not independent.</param>
/// <param name="Action">The item that was shown, 0 to A-1.</param>
/// <param name="Position">Where, 0 to P-1.</param>
/// <param name="Reward">1 for a click, or a revenue.</param>
/// <param name="Propensity">How likely the policy that was in use was to show it there, above 0.</param>
public readonly record struct LoggedDecision(int Unit, int Action, int Position, double Reward, double Propensity);

/// <summary>Decisions of a policy, with their propensities.</summary>
/// <param name="Decisions">In the order of the log.</param>
/// <param name="Actions">A, the number of items.</param>
/// <param name="Positions">P, the number of positions.</param>
public sealed record DecisionLog(IReadOnlyList<LoggedDecision> Decisions, int Actions, int Positions)
{
    /// <summary>Checks what the estimators rely on.</summary>
    /// <exception cref="ArgumentException">A decision lies outside, or has no propensity: it cannot be had afterwards.</exception>
    public void Check()
    {
        for (var i = 0; i < Decisions.Count; i++)
        {
            var decision = Decisions[i];
            if (decision.Action < 0 || decision.Action >= Actions || decision.Position < 0 || decision.Position >= Positions)
            {
                throw new ArgumentException($"Decision {i + 1} shows item {decision.Action} at position {decision.Position}; there are {Actions} items and {Positions} positions.");
            }

            if (!(decision.Propensity > 0 && decision.Propensity <= 1))
            {
                throw new ArgumentException($"Decision {i + 1} has propensity {decision.Propensity}; it is to be above 0 and at most 1.");
            }
        }
    }
}

/// <summary>A policy that is to be judged: how likely it shows an item at a position.</summary>
/// <param name="Shares">A row of A shares a position, each row adding up to 1.</param>
public sealed record TargetPolicy(double[][] Shares)
{
    private const double Tolerance = 1e-6;

    /// <summary>Every item as likely as any other.</summary>
    public static TargetPolicy Uniform(int actions, int positions) =>
        new([.. Enumerable.Range(0, positions).Select(_ => Enumerable.Repeat(1.0 / actions, actions).ToArray())]);

    /// <summary>Checks that the rows are distributions.</summary>
    /// <exception cref="ArgumentException">One is not.</exception>
    public void Check()
    {
        for (var position = 0; position < Shares.Length; position++)
        {
            var row = Shares[position];
            if (row.Any(share => !(share >= 0)) || Math.Abs(row.Sum() - 1) > Tolerance)
            {
                throw new ArgumentException($"The shares at position {position + 1} add up to {row.Sum()}; they are to be at least 0 and add up to 1.");
            }
        }
    }
}
