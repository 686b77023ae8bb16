// Command argo-validate says what Argo has against the WorkflowTemplates of a file: by the functions that `argo lint
// --offline` and the workflow-controller call, without the rest of Argo, which takes many times as long to build.
package main

import (
	"fmt"
	"os"

	"github.com/argoproj/argo-workflows/v3/workflow/common"
	"github.com/argoproj/argo-workflows/v3/workflow/validate"
)

func main() {
	if err := check(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func check(file string) error {
	body, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	templates, err := common.SplitWorkflowTemplateYAMLFile(body, true)
	if err != nil {
		return err
	}
	if len(templates) == 0 {
		return fmt.Errorf("%s has no WorkflowTemplate", file)
	}
	for i := range templates {
		if err := validate.ValidateWorkflowTemplate(nil, nil, &templates[i], nil, validate.ValidateOpts{Lint: true}); err != nil {
			return fmt.Errorf("%s: %w", templates[i].Name, err)
		}
	}
	return nil
}
