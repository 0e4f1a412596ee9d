namespace StreamReco.StreamHost.Cli.Validation;

/// <summary>Rejected records of one reason.</summary>
/// <param name="Reason">The failure's name.</param>
/// <param name="Field">The field at fault, or null.</param>
/// <param name="Records">How many.</param>
/// <param name="FirstLine">The 1-based number of the first line.</param>
internal sealed record ReasonCount(string Reason, string? Field, long Records, long FirstLine);
