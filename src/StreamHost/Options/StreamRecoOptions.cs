using StreamReco.Stages;
using StreamReco.Stages.Lake;

namespace StreamReco.StreamHost.Options;

/// <summary>
/// Everything that can be set, as <c>appsettings.json</c>, <c>STREAMRECO_</c> variables and the command line name it.
/// </summary>
public sealed class StreamRecoOptions
{
    public KafkaOptions Kafka { get; set; } = new();

    public StateOptions State { get; set; } = new();

    public ModelOptions Model { get; set; } = new();

    public HttpOptions Http { get; set; } = new();

    public ClusterOptions Cluster { get; set; } = new();

    public LakeOptions Lake { get; set; } = new();

    public ExperimentOptions Experiments { get; set; } = new();

    public SchemaOptions Schemas { get; set; } = new();

    public AuditOptions Audit { get; set; } = new();

    public RetentionOptions Retention { get; set; } = new();

    public LineageOptions Lineage { get; set; } = new();

    /// <summary>
    /// The path's limits and rules; their keys stand at the top level, for instance <c>Limits:EventBytesMax</c>.
    /// </summary>
    public PipelineOptions Pipeline { get; set; } = new();

    /// <summary>A copy with other settings of Kafka.</summary>
    public StreamRecoOptions With(Action<KafkaOptions> change)
    {
        var copy = (StreamRecoOptions)MemberwiseClone();
        copy.Kafka = Kafka.Copy();
        change(copy.Kafka);
        return copy;
    }

    /// <summary>Puts these settings in the place of those of other options; the sections are shared from here on.</summary>
    internal void CopyTo(StreamRecoOptions other)
    {
        (other.Kafka, other.State, other.Model, other.Http) = (Kafka, State, Model, Http);
        (other.Cluster, other.Lake, other.Experiments) = (Cluster, Lake, Experiments);
        (other.Audit, other.Retention, other.Lineage, other.Schemas) = (Audit, Retention, Lineage, Schemas);
        (other.Pipeline, other.Shown) = (Pipeline, Shown);
    }

    /// <summary>The same for people, with where each value comes from; empty where nothing was loaded.</summary>
    internal IReadOnlyList<EffectiveSetting> Shown { get; set; } = [];
}
