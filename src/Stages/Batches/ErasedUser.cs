namespace StreamReco.Stages.Batches;

/// <summary>A user that the fold has forgotten, whose answers readers have to forget too.</summary>
/// <param name="UserId">The user.</param>
/// <param name="AnswersBefore">How many answers of the micro-batch come before.</param>
public readonly record struct ErasedUser(string UserId, int AnswersBefore);
