namespace StreamReco.StreamHost.Http.Common;

/// <summary>The HTTP side cannot start; the message names the setting.</summary>
/// <param name="message">One sentence for people.</param>
/// <param name="inner">The cause.</param>
internal sealed class HttpStartException(string message, Exception? inner = null) : Exception(message, inner);
