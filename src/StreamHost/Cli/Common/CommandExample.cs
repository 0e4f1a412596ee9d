namespace StreamReco.StreamHost.Cli.Common;

/// <summary>An example at the end of a command's help.</summary>
/// <param name="Says">What it does, in a few words.</param>
/// <param name="Line">What to type, from <c>streamreco</c> on.</param>
internal sealed record CommandExample(string Says, string Line);
