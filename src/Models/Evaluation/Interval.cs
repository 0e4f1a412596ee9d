namespace StreamReco.Models.Evaluation;

/// <summary>A figure with the range in which 95 % of the means of resampled sessions lie.</summary>
/// <param name="Mean">Over all predictions.</param>
/// <param name="Low">2.5 % of the resamples lie below.</param>
/// <param name="High">2.5 % of the resamples lie above.</param>
public readonly record struct Interval(double Mean, double Low, double High);
