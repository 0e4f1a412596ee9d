using System.CommandLine;

namespace StreamReco.StreamHost.Cli.Common;

/// <summary><c>--output</c>: a form for people, or JSON for programs.</summary>
internal static class OutputOption
{
    private const string Json = "json";

    /// <summary>Makes the option.</summary>
    /// <param name="description">What its JSON is.</param>
    /// <param name="people">The form for people, which is the default.</param>
    public static Option<string> Of(string description, string people = "table") => new Option<string>("--output", "-o")
    {
        Description = description,
        HelpName = $"{people}|{Json}",
        DefaultValueFactory = _ => people,
    }.AcceptOnlyFromAmong(people, Json);
}
