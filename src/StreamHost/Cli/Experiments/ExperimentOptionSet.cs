using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;
using StreamReco.Models.Experiments.Feedback;
using StreamReco.Models.Experiments.Statistics;
using StreamReco.StreamHost.Cli.Common;

namespace StreamReco.StreamHost.Cli.Experiments;

/// <summary>Options that the commands of experiments share.</summary>
internal static class ExperimentOptionSet
{
    /// <summary>Names as files and the API write them; a dash is taken for the underscore.</summary>
    private static readonly string[] _rules = [.. Enum.GetValues<StopRule>().Select(NameOf)];

    private static readonly JsonSerializerOptions _json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    /// <summary>A value of an enumeration as the API and files write it.</summary>
    public static string NameOf<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    /// <summary>A report as JSON, named as the other commands name things.</summary>
    public static void WriteJson(CommandContext context, object report) =>
        context.Screen.Output.WriteLine(JsonSerializer.Serialize(report, _json));

    /// <summary>The name of an experiment that the cluster has.</summary>
    public static Argument<string> Name() => new("NAME") { Description = "The experiment, as 'experiments list' names it." };

    /// <summary>The given name as a part of an address.</summary>
    /// <param name="context">What was given.</param>
    /// <param name="name">The argument that <see cref="Name"/> made.</param>
    public static string PathPart(CommandContext context, Argument<string> name) => Uri.EscapeDataString(context.Parse.GetRequiredValue(name));

    /// <summary>Adds what a command needs that folds the clicks topic as the nodes do.</summary>
    public static void AddLogTo(Command command) => PipelineOptionSet.AddTo(
        command, PipelineOptionSet.Bootstrap(), PipelineOptionSet.Group(), PipelineOptionSet.Clicks(), PipelineOptionSet.Model(),
        PipelineOptionSet.EmitIntervalMs());

    /// <summary>Whether an argument means a file and not an experiment of the cluster.</summary>
    public static bool IsFile(string text) =>
        File.Exists(text) || text.AsSpan().IndexOfAny('/', '\\') >= 0 || Path.GetExtension(text) is ".csv" or ".tsv" or ".txt";

    /// <summary>One of the metrics, by its name; null where it is left out.</summary>
    public static Option<string> Metric(string description) => new Option<string>("--metric")
    {
        Description = $"{description} One of {string.Join(", ", ExperimentMetrics.All.Select(NameOf))}.",
        HelpName = "METRIC",
    }.AcceptOnlyFromAmong([.. ExperimentMetrics.All.Select(NameOf)]);

    /// <summary>The metric of a name that <see cref="Metric"/> took; null for none.</summary>
    public static ExperimentMetric? MetricOf(string? name) =>
        name is null ? null : ExperimentMetrics.All.First(metric => NameOf(metric) == name);

    /// <summary>How an experiment is looked at.</summary>
    /// <param name="usual">The rule that holds where none is given.</param>
    public static Option<string> Rule(string usual = "anytime") => new Option<string>("--rule")
    {
        Description = "How often it is looked at: once at the planned number of units, five times on the way there, or whenever one likes.",
        HelpName = string.Join('|', _rules),
        DefaultValueFactory = _ => usual,
    }.AcceptOnlyFromAmong([.. _rules.Concat(_rules.Select(Dashed)).Distinct()]);

    public static Option<double> Alpha() => new Option<double>("--alpha")
    {
        Description = "How often an arm without an effect may be called better or worse.",
        HelpName = "SHARE",
        DefaultValueFactory = _ => 0.05,
    }.Between(0.0001, 0.5);

    /// <summary>The rule of a name that <see cref="Rule"/> took.</summary>
    public static StopRule RuleOf(string name) => Enum.GetValues<StopRule>().First(rule => NameOf(rule) == name || Dashed(NameOf(rule)) == name);

    private static string Dashed(string name) => name.Replace('_', '-');
}
