namespace StreamReco.Models.Experiments.Feedback;

/// <summary>What a unit did with an item.</summary>
public enum FeedbackAction : byte
{
    /// <summary>A click on it, or a look at its page.</summary>
    Click,

    /// <summary>Put into the cart.</summary>
    Cart,

    /// <summary>Bought.</summary>
    Purchase,
}
