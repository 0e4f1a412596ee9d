namespace StreamReco.StreamHost.Cli.Rejected;

/// <summary>One error of a rejected record.</summary>
/// <param name="Field">The field at fault, or null when it is the whole record.</param>
/// <param name="Message">One sentence for people.</param>
internal readonly record struct RejectedError(string? Field, string Message);
