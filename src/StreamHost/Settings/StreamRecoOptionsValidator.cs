using Microsoft.Extensions.Options;
using StreamReco.Stages;
using StreamReco.Stages.Privacy;
using StreamReco.Stages.Recommendations.Rules;
using StreamReco.StreamHost.Options;
using StreamReco.StreamHost.Sql;

namespace StreamReco.StreamHost.Settings;

/// <summary>Checks all options at start; each message names key and value.</summary>
internal sealed class StreamRecoOptionsValidator : IValidateOptions<StreamRecoOptions>
{
    /// <summary>A month: what a timer can wait, with room.</summary>
    private const int MinutesMax = 30 * 24 * 60;

    public ValidateOptionsResult Validate(string? name, StreamRecoOptions options)
    {
        List<string> faults =
        [
            .. KafkaOptionsValidator.Validate(options.Kafka),
            .. PipelineOptionsValidator.Validate(options.Pipeline),
            .. HttpOptionsValidator.Validate(options.Http),
            .. ClusterOptionsValidator.Validate(options.Cluster),
            .. options.Lake.Faults(),
            .. options.Audit.Faults(),
            .. options.Retention.Faults(),
            .. options.Lineage.Faults(),
            .. options.Schemas.Faults(),
        ];
        if (string.IsNullOrWhiteSpace(options.State.Connection))
        {
            faults.Add("State:Connection is empty; it must be an SQLite file or a PostgreSQL connection string.");
        }
        else if (ShardStoreFactory.Fault(options.State.Connection) is { } fault)
        {
            faults.Add(fault);
        }

        CheckKey(faults, options.Pipeline.Privacy);
        faults.AddRange(SearchSettingsValidator.Validate(options.Pipeline.Search));
        CheckRules(faults, options.Pipeline.Rerank);
        AtLeastOne(faults, "State:BusyTimeoutMs", options.State.BusyTimeoutMs);
        AtLeastOne(faults, "State:ReadConnectionsMax", options.State.ReadConnectionsMax);
        AtLeastOne(faults, "State:PostgresConnectionsMax", options.State.PostgresConnectionsMax);
        AtLeastOne(faults, "State:SqliteSizeMaxMb", options.State.SqliteSizeMaxMb);
        CheckPath(faults, "Model:Directory", options.Model.Directory);
        CheckPath(faults, "Model:Versions", options.Model.Versions);
        AtLeastOne(faults, "Model:TrialQueries", options.Model.TrialQueries);
        if (options.Model.KnownShareMin is not (>= 0 and <= 1))
        {
            faults.Add($"Model:KnownShareMin is {options.Model.KnownShareMin}; it must lie between 0 and 1.");
        }

        if (options.Experiments.LookMs is not (0 or >= 100))
        {
            faults.Add($"Experiments:LookMs is {options.Experiments.LookMs}; it must be at least 100, or 0 for no looks at guardrails.");
        }

        if (options.Experiments.SegmentsEveryMinutes is < 0 or > MinutesMax)
        {
            faults.Add($"Experiments:SegmentsEveryMinutes is {options.Experiments.SegmentsEveryMinutes}; it must be 1 to {MinutesMax}, or 0 for no refreshes by themselves.");
        }

        if (options.Model.LoadedMax < 2)
        {
            faults.Add($"Model:LoadedMax is {options.Model.LoadedMax}; it must be at least 2: the model in use and the next.");
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static void AtLeastOne(List<string> faults, string key, int value)
    {
        if (value < 1)
        {
            faults.Add($"{key} is {value}; it must be at least 1.");
        }
    }

    private static void CheckKey(List<string> faults, PrivacyOptions privacy)
    {
        try
        {
            Pseudonymizer.Open(privacy);
            QueryMask.Open(privacy);
        }
        catch (PseudonymKeyException e)
        {
            faults.Add(e.Message);
        }
    }

    private static void CheckRules(List<string> faults, RerankOptions rerank)
    {
        try
        {
            RerankRules.Open(rerank);
        }
        catch (RerankRulesException e)
        {
            faults.Add(e.Message);
        }
    }

    private static void CheckPath(List<string> faults, string key, string path)
    {
        if (string.IsNullOrWhiteSpace(path) || path.AsSpan().ContainsAny(Path.GetInvalidPathChars()))
        {
            faults.Add($"{key} is '{path}'; it must be the path of a folder.");
        }
    }
}
