using System.CommandLine;

namespace StreamReco.StreamHost.Cli.Common;

/// <summary>
/// The options of commands that run, feed or read the pipeline: short names of settings, the same in every command.
/// </summary>
internal static class PipelineOptionSet
{
    public static SettingOption Bootstrap() =>
        new("--bootstrap", "Kafka:Bootstrap", "HOST:PORT,...", "Some of Kafka's brokers.");

    public static SettingOption Group() =>
        new("--group", "Kafka:Group", "NAME", "Group: offsets and state are kept under its name; its nodes form a cluster.");

    public static SettingOption Clicks() => new("--clicks", "Kafka:Clicks", "TOPIC", "Topic of the clicks.");

    public static SettingOption Catalog() => new("--catalog", "Kafka:Catalog", "TOPIC", "Topic of the shop's items.");

    public static SettingOption Recommendations() =>
        new("--recommendations", "Kafka:Recommendations", "TOPIC", "Topic of the answers.");

    public static SettingOption Rejected() =>
        new("--rejected", "Kafka:Rejected", "TOPIC", "Topic of the rejected records.");

    public static SettingOption Verdicts() =>
        new("--verdicts", "Kafka:Verdicts", "TOPIC", "Topic of what became of each click, for the lake; none without it.");

    /// <summary>For a command that reads the topic.</summary>
    public static SettingOption VerdictsNeeded() =>
        new("--verdicts", "Kafka:Verdicts", "TOPIC", "Topic of what became of each click, which the nodes write with the same option; needed.");

    public static SettingOption Alerts() =>
        new("--alerts", "Kafka:Alerts", "TOPIC", "Topic of the alerts of quality rules; none without it.");

    public static SettingOption Lake() => new("--lake", "Lake:Directory", "DIR", "The lake's folder.");

    /// <summary>For commands that read data and make others of it.</summary>
    public static SettingOption OpenLineage() =>
        new("--openlineage", "Lineage:OpenLineageFile", "FILE", "Append what is read and written as run events of OpenLineage; none without it.");

    public static SettingOption Erasures() =>
        new("--erasures", "Kafka:Erasures", "TOPIC", "Topic of the record of erasures.");

    public static SettingOption State() =>
        new("--state", "State:Connection", "FILE|CONNECTION", "An SQLite file, or a PostgreSQL connection string.");

    /// <summary>For commands that do not need the state: there their progress is written down for <c>tasks</c>.</summary>
    public static SettingOption Seen() =>
        new("--state", "State:Connection", "FILE|CONNECTION",
            "The running cluster's state: 'streamreco tasks' finds this command's progress there.");

    /// <summary>For commands that do not need the state: there what they read or remove of a person is written down.</summary>
    public static SettingOption AuditState() =>
        new("--state", "State:Connection", "FILE|CONNECTION",
            "The running cluster's state: its audit trail gets a record of this command.");

    /// <summary>An empty database that a command fills.</summary>
    public static SettingOption NewState() =>
        new("--state", "State:Connection", "FILE|CONNECTION", "An empty database: an SQLite file, or a PostgreSQL connection string.");

    public static SettingOption Model() =>
        new("--model", "Model:Directory", "DIR", "The model's folder, as train wrote it.");

    /// <summary>A folder that a command writes.</summary>
    public static SettingOption NewModel() =>
        new("--model", "Model:Directory", "DIR", "The folder that the model is written to; it must not be there yet.");

    public static SettingOption Delivery() =>
        new("--delivery", "Kafka:Delivery", "exactly-once|at-least-once", "What a crash may do to the answers.");

    public static SettingOption EmitIntervalMs() =>
        new("--emit-interval-ms", "Trigger:EmitIntervalMs", "MS",
            "Shortest event time between two answers for a user.");

    public static SettingOption Provider() =>
        new("--provider", "Score:Provider", "auto|cpu|cuda", "What runs the model.");

    public static SettingOption HttpPort() =>
        new("--http-port", "Http:Port", "PORT", "Port of API, dashboard and metrics; 0 takes any free one.");

    public static SettingOption Join() =>
        new("--join", "Cluster:Join", "HOST:PORT,...", "Nodes to join; without it the state database says which there are.");

    /// <summary>The four topics.</summary>
    public static IEnumerable<SettingOption> Topics() => [Clicks(), Catalog(), Recommendations(), Rejected()];

    /// <summary>Everything that a command which runs the pipeline takes.</summary>
    public static IEnumerable<SettingOption> All() =>
    [
        Bootstrap(), Group(), .. Topics(), State(), Model(), Delivery(), EmitIntervalMs(), Provider(),
        HttpPort(),
    ];

    /// <summary>Adds some of them to a command.</summary>
    public static void AddTo(Command command, params IEnumerable<SettingOption> options)
    {
        foreach (var option in options)
        {
            command.Add(option);
        }
    }
}
