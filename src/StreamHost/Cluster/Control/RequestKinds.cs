namespace StreamReco.StreamHost.Cluster.Control;

/// <summary>What can be asked of the control plane. The names stand in the journal and are never reused.</summary>
internal static class RequestKinds
{
    /// <summary>Another model answers: <see cref="Version"/>.</summary>
    public const string ActivateModel = "activate-model";

    /// <summary>The earlier model answers again: <see cref="Version"/>.</summary>
    public const string RollBackModel = "rollback-model";

    /// <summary>A node gets no partitions: <see cref="Node"/>, <see cref="Address"/>.</summary>
    public const string DrainNode = "drain-node";

    /// <summary>A drained node gets partitions again: the same arguments.</summary>
    public const string ResumeNode = "resume-node";

    /// <summary>A user is forgotten: <see cref="Hash"/>, <see cref="KeyId"/>; who it is stands in the request's secret.</summary>
    public const string EraseUser = "erase-user";

    /// <summary>A version of an experiment holds from here on: <see cref="Experiment"/>, <see cref="Version"/>, <see cref="Definition"/>.</summary>
    public const string StartExperiment = "start-experiment";

    /// <summary>An experiment stops: the same arguments.</summary>
    public const string StopExperiment = "stop-experiment";

    /// <summary>A stopped experiment is forgotten with its figures: the same arguments, the definition empty.</summary>
    public const string RemoveExperiment = "remove-experiment";

    /// <summary>A replay, carried out by a process of its own, which reports its end.</summary>
    public const string Replay = "replay";

    /// <summary>Other quality rules judge: <see cref="Version"/>; the file itself stands in the request's secret.</summary>
    public const string ApplyQualityRules = "apply-quality-rules";

    /// <summary>Users belong to other segments from here on: <see cref="Version"/>, <see cref="Definition"/>.</summary>
    public const string RefreshSegments = "refresh-segments";

    /// <summary>Another consent policy holds: <see cref="Version"/>, <see cref="Definition"/>.</summary>
    public const string ApplyConsent = "apply-consent";

    /// <summary>Users are taken for programs by another policy: <see cref="Version"/>, <see cref="Definition"/>.</summary>
    public const string ApplyBots = "apply-bots";

    /// <summary>A user is a person or a program because an operator says so: <see cref="Decision"/>; who it is stands in the request's secret.</summary>
    public const string DecideBot = "decide-bot";

    /// <summary>Another identity policy holds: <see cref="Version"/>, <see cref="Definition"/>.</summary>
    public const string ApplyIdentity = "apply-identity";

    /// <summary>An anonymous id and a user are one person; who they are stands in the request's secret.</summary>
    public const string LinkIdentity = "link-identity";

    /// <summary>An anonymous id stands for itself; who it is stands in the request's secret.</summary>
    public const string UnlinkIdentity = "unlink-identity";

    /// <summary>Argument: release or condemn.</summary>
    public const string Decision = "decision";

    /// <summary>Argument: an experiment's id.</summary>
    public const string Experiment = "experiment";

    /// <summary>Argument: a version of an experiment, segments, or a consent policy, as JSON.</summary>
    public const string Definition = "definition";

    /// <summary>Argument: why an experiment is stopped, in words; absent where nobody said.</summary>
    public const string Reason = "reason";

    /// <summary>Argument: the version of a model, of an experiment or of rules.</summary>
    public const string Version = "version";

    /// <summary>Argument: a node's name.</summary>
    public const string Node = "node";

    /// <summary>Argument: a member's HOST:PORT.</summary>
    public const string Address = "address";

    /// <summary>Argument: the keyed hash of a user's id.</summary>
    public const string Hash = "hash";

    /// <summary>Argument: which key the hash was made with.</summary>
    public const string KeyId = "key_id";
}
