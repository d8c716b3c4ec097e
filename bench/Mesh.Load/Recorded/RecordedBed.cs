namespace Mesh.Load.Recorded;

/// <summary>Plans that were fitted on some questions, and the questions that they are asked.</summary>
/// <param name="Models">The models.</param>
/// <param name="Questions">What is asked; none of it was fitted on.</param>
/// <param name="Plans">What is asked, in the order of the table.</param>
internal sealed record RecordedBed(RecordedModel[] Models, RecordedQuestion[] Questions, FittedPlan[] Plans);
