namespace StreamReco.StreamHost.Terminal;

/// <summary>
/// Something that the person at the command line can fix; the message is one sentence that says how.
/// </summary>
/// <param name="message">Names what is wrong, its value, and what to set instead.</param>
/// <param name="exitCode">One of <see cref="ExitCode"/>.</param>
/// <param name="inner">The cause, shown with <c>--verbose</c> only.</param>
internal sealed class UserErrorException(string message, int exitCode = ExitCode.Failure, Exception? inner = null)
    : Exception(message, inner)
{
    public int ExitCode { get; } = exitCode;
}
